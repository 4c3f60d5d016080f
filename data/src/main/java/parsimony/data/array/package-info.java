/** Arrays that hold images: MATLAB's files, and which axes of an array are height and width. */
package parsimony.data.array;
