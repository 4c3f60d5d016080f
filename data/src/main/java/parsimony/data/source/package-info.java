/** Where images come from: folders of photographs, the field's datasets, arrays, and images made from a seed. */
package parsimony.data.source;
