/** Images in memory, and the files that hold them: PNG, JPEG, TIFF, Netpbm and others. */
package parsimony.data.image;
