package parsimony.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.BufferedInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.data.FileFault;
import parsimony.data.WholeNumber;
import parsimony.encoding.ByteSize;
import parsimony.encoding.CoderSpec;
import parsimony.encoding.CodesFormat;
import parsimony.encoding.RowRange;
import parsimony.encoding.ShardedCodes;
import parsimony.encoding.SolverSpec;
import parsimony.signals.InputException;
import parsimony.sparsecoding.PoissonModel;
import parsimony.sparsecoding.Solver;

/**
 * The arguments of a job, named as the options of {@code parsimony infer}. Paths become absolute.
 */
final class JobArguments {
    private static final List<String> NAMES = List.of("patches", "rows", "out", "codes", "shard",
            "method", "dictionary", "prior", "coder", "part-rows");
    private static final String ATTENDED = "attended";
    private static final String KEEP_PARTS = "keep-parts";
    private static final List<String> FLAGS = List.of(ATTENDED, KEEP_PARTS);
    /** What may be in the file of a coder; reading anything else could run any code. */
    private static final String COULD_BE_A_CODER =
            "parsimony.**;org.ejml.data.*;java.lang.*;java.util.*;!*";

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Object> knobs = new HashMap<>();

    /**
     * @throws InputException if there is no such argument, or it has no value
     */
    JobArguments(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].replaceFirst("^--", "");
            Class<?> knob = knob(name);
            if (name.equals(arguments[i]) || knob == null && !NAMES.contains(name)
                    && !FLAGS.contains(name)) {
                throw new InputException(arguments[i] + ": is no argument of this job, which takes "
                        + String.join(", ", NAMES) + ", " + KEEP_PARTS
                        + " and the settings of the method");
            }
            if (knob == boolean.class) {
                knobs.put(name, true);
            } else if (FLAGS.contains(name)) {
                values.put(name, "");
            } else if (i + 1 == arguments.length) {
                throw new InputException("‹" + name + "›: needs a value");
            } else if (knob != null) {
                knobs.put(name, number(name, arguments[++i]));
            } else {
                values.put(name, arguments[++i]);
            }
        }
    }

    /** The type of a setting of some solver; null if none has one of that name. */
    private static Class<?> knob(String name) {
        return Solver.all().stream().filter(solver -> solver.knobs().containsKey(name)).findFirst()
                .<Class<?>>map(solver -> solver.typeOf(name)).orElse(null);
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new InputException(name, text, "must be a number");
        }
    }

    /** Whether the job ends when its standard input does. */
    boolean attended() {
        return values.containsKey(ATTENDED);
    }

    /** Whether parts become shards, in place of shards of one size. */
    boolean keepsParts() {
        return values.containsKey(KEEP_PARTS);
    }

    /** The most bytes of a shard, as {@code parsimony infer} has it. */
    ByteSize shard() {
        ByteSize shard = ByteSize.parse(values.getOrDefault("shard", "2GiB"));
        ShardedCodes.requireLimit(shard);
        return shard;
    }

    /** The place of the patches, absolute. */
    String patches() {
        return ArrayFile.absolute(needed("patches"));
    }

    /** The rows to encode. */
    RowRange rows(long all) {
        return values.containsKey("rows") ? RowRange.parse(values.get("rows"))
                : RowRange.all(all);
    }

    Path out() {
        return Path.of(needed("out")).toAbsolutePath().normalize();
    }

    CodesFormat format() {
        return CodesFormat.of(values.getOrDefault("codes", "dense"));
    }

    /** The number of rows of a part, a multiple of a block; or what is good without that. */
    long partRows(int block, long good) {
        if (!values.containsKey("part-rows")) {
            return good;
        }
        long rows = WholeNumber.parseLong(values.get("part-rows"));
        if (rows < 1 || rows % block != 0) {
            throw new InputException("part-rows", rows, "must be a multiple of " + block);
        }
        return rows;
    }

    /** What makes the codes: what a file holds, or a solver under a dictionary. */
    CoderSpec coder() {
        if (values.containsKey("coder")) {
            return read(Path.of(values.get("coder")));
        }
        Solver<?> solver = Solver.of(needed("method"));
        FMatrixRMaj atoms = ArrayFile.matrix(needed("dictionary"));
        PoissonModel model = values.containsKey("prior")
                ? PoissonModel.of(ArrayFile.vector(values.get("prior")))
                : null;
        return new SolverSpec(solver.name(), knobs, atoms, model);
    }

    private static CoderSpec read(Path file) {
        try (InputStream bytes = Files.newInputStream(file);
                ObjectInputStream in = new ObjectInputStream(new BufferedInputStream(bytes))) {
            in.setObjectInputFilter(ObjectInputFilter.Config.createFilter(COULD_BE_A_CODER));
            return (CoderSpec) in.readObject();
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new InputException(file + ": holds no coder of this version", e);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    private String needed(String name) {
        if (!values.containsKey(name)) {
            throw new InputException("‹" + name + "›: is needed");
        }
        return values.get(name);
    }
}
