/** Images in memory, and the files that hold them: PNG, JPEG, TIFF, Netpbm and their like. */
package parsimony.data.image;
