/**
 * Sources of images: folders of photographs, datasets of the field, arrays, and images computed
 * from a seed. {@link parsimony.data.source.ImageSource#kinds()} lists them.
 */
package parsimony.data.source;
