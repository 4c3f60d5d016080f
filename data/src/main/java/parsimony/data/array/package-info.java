/** Arrays that hold images: reads MATLAB's files, and finds which axes are height and width. */
package parsimony.data.array;
