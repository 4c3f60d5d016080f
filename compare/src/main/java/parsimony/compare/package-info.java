/**
 * Where the other rooms meet: experiments, the amortization gap, result folders and the report. The command line is in
 * {@link parsimony.compare.command}.
 */
package parsimony.compare;
