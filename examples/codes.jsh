import parsimony.sparsecoding.Dictionary
import parsimony.sparsecoding.*
import static org.ejml.dense.row.RandomMatrices_FDRM.rectangle

var random = new Random(2)
var dictionary = new Dictionary(rectangle(128, 64, -1, 1, random)).normalized()
var patches = rectangle(4, 64, -1, 1, random)
var codes = Solver.of("lasso").paperEncoder(dictionary, .1, false).encode(patches)
var measures = Measures.of(patches, codes, dictionary)
System.out.printf("squared error %.3f, %.0f%% zeros%n", measures.mse(), 100 * measures.portionZeros())
/exit
