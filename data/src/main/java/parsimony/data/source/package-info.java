/**
 * Where images come from: folders of photographs, the field's datasets, arrays, and images made
 * from a seed. {@link parsimony.data.source.ImageSource#kinds()} lists them.
 */
package parsimony.data.source;
