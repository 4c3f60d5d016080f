package parsimony.experiment.codes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import parsimony.data.PatchShape;
import parsimony.sparsecoding.Solver;

/**
 * How the codes of a folder were made: the settings in its {@code config.json}. A place is a file,
 * or {@code FILE#NAME} of an array in it.
 *
 * @param method     the solver; null for an encoder
 * @param encoder    file or folder of an amortized encoder; null for a solver
 * @param dictionary K×D; null for that of an encoder
 * @param patches    N×D
 * @param start      N×K codes that inference started from; null for none
 * @param prior      prior log-rates; null for solvers without
 * @param inference  the solver's settings; null for an encoder
 * @param rows       of the patches that are encoded, {@code FROM:TO}; null for all
 * @param of         the number of all patches, N
 * @param codes      the form of the codes, dense or csr
 * @param shard      the most bytes of a file of codes
 * @param checksums  of the dictionary, the prior and the encoder, by these words
 * @param shape      of a patch; null if it is not known
 */
public record InferSpec(Solver<?> method, String encoder, String dictionary, String patches,
        String start, String prior, JsonNode inference, String rows, long of, String codes,
        long shard, Map<String, String> checksums, PatchShape shape) {

    /**
     * {@return the settings of a whole that this is a part of}
     *
     * @param file the place of the patches now
     */
    InferSpec whole(String file) {
        return new InferSpec(method, encoder, dictionary, file, start, prior, inference, null, of,
                codes, shard, checksums, shape);
    }
}
