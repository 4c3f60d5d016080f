import static org.ejml.dense.row.RandomMatrices_FDRM.rectangle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.SparseCodingCurve;
import parsimony.compare.plot.ErrorSparsityPlane;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Encoder;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;

/**
 * The curve of the exact lasso, the point of an encoder of your own, and the gap between them,
 * drawn as figure 3b of the paper.
 */
final class ErrorAgainstSparsity {
    public static void main(String[] arguments) throws IOException {
        Random random = new Random(3);
        FMatrixRMaj atoms = rectangle(128, 64, -1, 1, random); // K×D
        Dictionary dictionary = new Dictionary(atoms).normalized();
        FMatrixRMaj patches = rectangle(200, 64, -1, 1, random); // N×D
        Encoder mine = x -> { // one shot: max(0, .3Φᵀx − .2), N×K
            FMatrixRMaj codes = new FMatrixRMaj(x.numRows, dictionary.size());
            CommonOps_FDRM.multTransB(.3f, x, dictionary.atoms(), codes);
            return CommonOps_FDRM.apply(codes, code -> Math.max(0, code - .2f));
        };

        CurvePoint own = CurvePoint.amortized("mine", patches, mine.encode(patches), dictionary);
        SparseCodingCurve curve = SparseCodingCurve.trace("lasso",
                lambda -> new Lasso(dictionary, LassoSettings.of(lambda)), patches, dictionary,
                own);
        AmortizationGap gap = AmortizationGap.between(own, curve.points());
        System.out.printf("%d points; as sparse as the encoder (%.3f), the lasso errs %.2f less%n",
                curve.points().size(), own.lifetime(), gap.deltaMse().orElseThrow());
        new ErrorSparsityPlane().point("My encoder", own).curve("Exact lasso", curve.points())
                .gap(gap).figure().write(Path.of(arguments[0]), "plane");
    }
}
