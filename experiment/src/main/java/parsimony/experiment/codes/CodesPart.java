package parsimony.experiment.codes;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.encoding.RowRange;
import parsimony.encoding.ShardedCodes;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.InferResult;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;

/**
 * A folder with the codes of some rows of a file of patches, as {@code infer} wrote it.
 *
 * @param folder  the folder
 * @param rows    the rows that it has codes of
 * @param spec    how they were made
 * @param metrics what they measure
 * @param code    the checksum of the program that made them
 */
record CodesPart(Path folder, RowRange rows, InferSpec spec, InferResult metrics, String code) {
    /** @throws InputException if it is no whole result of {@code infer} */
    static CodesPart read(Path folder) {
        JsonNode config = RunRecord.readConfig(folder);
        if (!config.path("settings").hasNonNull("of")) {
            throw new InputException(folder + ": is no folder of infer; name those that it wrote"
                    + " with ‹rows›");
        }
        InferSpec spec = RunRecord.readSettings(folder, InferSpec.class);
        RowRange rows = spec.rows() == null ? RowRange.all(spec.of())
                : RowRange.parse(spec.rows());
        return new CodesPart(folder, rows, spec,
                RunRecord.readMetrics(folder, InferResult.class),
                config.path("code_checksum").asText());
    }

    /** @throws InputException if codes or table are missing, or are not those of all rows */
    void requireFiles() {
        if (!Files.exists(perPatch())) {
            throw new InputException(perPatch() + ": is missing; encode these rows again");
        }
        try (MatrixRows codes = ArrayFile.rows(codes())) {
            if (codes.rows() != rows.count()) {
                throw new InputException(codes() + ": has " + codes.rows() + " rows; must have "
                        + rows.count() + ", those of " + rows + "; encode them again");
            }
        }
    }

    String codes() {
        return ShardedCodes.place(folder).toString();
    }

    Path perPatch() {
        return folder.resolve(FileNames.PER_PATCH);
    }

    /**
     * Checks that another part belongs to the same whole.
     *
     * @param samePatches whether the place of the patches must be the same
     * @throws InputException if it was made otherwise; the message says in what
     */
    void requireLike(CodesPart other, boolean samePatches) {
        same(other, "method", spec.method(), other.spec.method());
        Iterator<String> names = spec.inference() == null ? List.<String>of().iterator()
                : spec.inference().fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            same(other, name, spec.inference().get(name), other.spec.inference().get(name));
        }
        for (Map.Entry<String, String> sum : spec.checksums().entrySet()) {
            if (!sum.getValue().equals(other.spec.checksums().get(sum.getKey()))) {
                throw unlike(other, "another " + sum.getKey());
            }
        }
        same(other, "start", spec.start(), other.spec.start());
        same(other, "number of patches", spec.of(), other.spec.of());
        same(other, "codes", spec.codes(), other.spec.codes());
        same(other, "shard", spec.shard(), other.spec.shard());
        if (samePatches && !spec.patches().equals(other.spec.patches())) {
            throw new InputException("‹patches›: " + folder + " was encoded from " + spec.patches()
                    + ", " + other.folder + " from " + other.spec.patches()
                    + "; if they are the same, name the file");
        }
    }

    private void same(CodesPart other, String what, Object here, Object there) {
        if (!Objects.equals(here, there)) {
            throw unlike(other, what + " " + there + " in place of " + here);
        }
    }

    private InputException unlike(CodesPart other, String difference) {
        return new InputException(other.folder + ": is no part of the same whole as " + folder
                + ", it has " + difference + "; encode its rows again");
    }
}
