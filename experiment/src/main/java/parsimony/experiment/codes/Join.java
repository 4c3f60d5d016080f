package parsimony.experiment.codes;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BinaryOperator;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.data.MatrixWriter;
import parsimony.encoding.CodeSums;
import parsimony.encoding.Coded;
import parsimony.encoding.Coder;
import parsimony.encoding.CodesFormat;
import parsimony.encoding.Encoding;
import parsimony.encoding.PartSums;
import parsimony.encoding.PerPatchTable;
import parsimony.encoding.RowRange;
import parsimony.encoding.ShardedCodes;
import parsimony.encoding.StoredCoder;
import parsimony.experiment.encoder.EncoderRun;
import parsimony.experiment.run.Checksum;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.InferResult;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Measures;

/**
 * Joins the codes of parts of a file of patches into the folder that one process would have written
 * for the whole: the same bytes, but for the times. The codes are decoded and measured again, so
 * that sums are over the same blocks of rows. What is found of each part must agree with what the
 * part says of itself.
 */
public final class Join {
    /** By what share a part's measures may differ. They are the same unless a file has changed. */
    private static final double PRECISION = 1e-6;

    private final List<CodesPart> parts;
    private final InferSpec spec;

    /**
     * Looks through the parts.
     *
     * @param folders that {@code infer} wrote, in any order
     * @param patches the place of the patches now; null for where they were
     * @throws InputException if a folder is no part, parts are not of one whole, or rows are
     *     missing or twice
     */
    public Join(List<Path> folders, String patches) {
        List<CodesPart> found = new ArrayList<>();
        for (Path folder : folders) {
            found.add(CodesPart.read(folder));
            found.get(0).requireLike(found.get(found.size() - 1), patches == null);
        }
        found.sort(Comparator.comparingLong((CodesPart part) -> part.rows().from())
                .thenComparingLong(part -> part.rows().to()));
        requireEveryRowOnce(found);
        parts = found;
        InferSpec first = parts.get(0).spec();
        spec = first.whole(patches == null ? first.patches() : patches);
    }

    private static void requireEveryRowOnce(List<CodesPart> parts) {
        List<String> missing = new ArrayList<>();
        long done = 0;
        CodesPart before = null;
        for (CodesPart part : parts) {
            RowRange rows = part.rows();
            if (rows.from() < done) {
                throw new InputException("rows " + rows.from() + ":" + Math.min(done, rows.to())
                        + ": are in " + before.folder() + " and in " + part.folder()
                        + "; leave one of them out");
            }
            if (rows.from() > done) {
                missing.add(done + ":" + rows.from());
            }
            done = rows.to();
            before = part;
        }
        long all = parts.get(0).spec().of();
        if (done < all) {
            missing.add(done + ":" + all);
        }
        if (!missing.isEmpty()) {
            throw new InputException("rows " + String.join(", ", missing) + " of " + all
                    + ": are in no part; encode them with ‹rows› " + missing.get(0)
                    + (missing.size() > 1 ? " and so on" : ""));
        }
    }

    /** {@return how the whole is made, for its {@code config.json}} */
    public InferSpec spec() {
        return spec;
    }

    /**
     * Writes codes and tables into a folder.
     *
     * @param folder of the result
     * @param progress is told how the work goes on
     * @return the numbers of the whole
     * @throws InputException if a file cannot be read, or has changed since the parts were encoded
     * @throws IOException if a file cannot be read or written
     */
    public InferResult run(ResultFolder folder, Monitor progress) throws IOException {
        List<String> codes = parts.stream().map(CodesPart::codes).toList();
        List<Path> tables = parts.stream().map(CodesPart::perPatch).toList();
        requireFiles(tables);
        Decoder decoder = decoder();
        try (decoder;
                MatrixRows patches = ArrayFile.rows(spec.patches());
                Coder coder = new StoredCoder(ArrayFile.rows(codes),
                        spec.method() == null ? List.of() : tables, patches.columns(),
                        decoder.decode)) {
            requireShapes(patches, coder, decoder);
            Check check = new Check(coder.units());
            PartSums sums;
            try (MatrixWriter out =
                    new ShardedCodes(folder.path(), CodesFormat.of(spec.codes()), coder.units(),
                            spec.shard());
                    PerPatchTable table = new PerPatchTable(folder.file(FileNames.PER_PATCH))) {
                sums = new Encoding(coder, patches, RowRange.all(spec.of())).run("Joining codes",
                        (first, block, coded, decoded) -> {
                            out.write(coded.codes());
                            table.take(first, block, coded, decoded);
                            check.take(first, block, coded, decoded);
                        }, progress);
                out.commit();
            }
            joinPaths(folder);
            CodeSums all = new CodeSums(coder.units());
            sums.blocks().forEach(all::add);
            return InferResult.of(all, parts.stream()
                    .mapToDouble(part -> part.metrics().seconds()).sum());
        }
    }

    private static void requireFiles(List<Path> tables) {
        for (Path table : tables) {
            if (!Files.exists(table)) {
                throw new InputException(table + ": is missing; encode these rows again");
            }
        }
    }

    private void requireShapes(MatrixRows patches, Coder coder, Decoder decoder) {
        if (patches.rows() != spec.of() || patches.columns() != decoder.pixels) {
            throw new InputException("‹patches› " + spec.patches() + ": is " + patches.rows() + "×"
                    + patches.columns() + ", but the parts were encoded from " + spec.of() + "×"
                    + decoder.pixels + "; put those back, or name the file");
        }
        if (coder.units() != decoder.units) {
            throw changed(parts.get(0).folder(), coder.units() + " units in place of "
                    + decoder.units);
        }
    }

    private static InputException changed(Path folder, String how) {
        return new InputException(folder + ": has " + how + "; its codes, the patches or the"
                + " dictionary have changed since; encode its rows again");
    }

    /** Turns codes into patches, as the coder that made them does. */
    private record Decoder(int pixels, int units, BinaryOperator<FMatrixRMaj> decode,
            Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    private Decoder decoder() throws IOException {
        if (spec.method() == null) {
            requireSame("encoder", spec.encoder(), EncoderRun.checksum(spec.encoder()));
            Coder coder = EncoderCoder.load(spec.encoder());
            return new Decoder(coder.pixels(), coder.units(), coder::decode, coder::close);
        }
        FMatrixRMaj atoms = ArrayFile.matrix(spec.dictionary());
        requireSame("dictionary", spec.dictionary(), Checksum.of(atoms));
        Dictionary dictionary = new Dictionary(atoms);
        return new Decoder(dictionary.pixels(), dictionary.size(),
                (patches, codes) -> dictionary.decode(codes), () -> {});
    }

    private void requireSame(String what, String place, String checksum) {
        if (!checksum.equals(spec.checksums().get(what))) {
            throw new InputException("‹" + what + "› " + place
                    + ": has changed since the parts were encoded; put that one back");
        }
    }

    /** Holds what is measured of each part against what it says of itself. */
    private final class Check implements Encoding.Sink {
        private final int units;
        private int part;
        private CodeSums sums;

        Check(int units) {
            this.units = units;
            sums = new CodeSums(units);
        }

        @Override
        public void take(long first, FMatrixRMaj patches, Coded coded, FMatrixRMaj decoded) {
            long end = first + patches.numRows;
            for (long row = first; row < end;) {
                long to = Math.min(end, parts.get(part).rows().to());
                sums.add(CodeSums.of(patches, coded, decoded, (int) (row - first),
                        (int) (to - first)));
                row = to;
                if (row == parts.get(part).rows().to()) {
                    compare();
                    part++;
                    sums = new CodeSums(units);
                }
            }
        }

        private void compare() {
            InferResult said = parts.get(part).metrics();
            Measures found = sums.measures();
            require("squared error", said.mse(), found.mse());
            require("L1 norm", said.l1(), found.l1());
            require("share of zeros", said.portionZeros(), found.portionZeros());
            OptionalDouble objective = sums.objective();
            if (objective.isPresent()) {
                require("objective", said.objective().orElse(0), objective.getAsDouble());
            }
        }

        private void require(String what, double said, double found) {
            if (Math.abs(said - found) > PRECISION * Math.max(Math.abs(said), Math.abs(found))) {
                throw changed(parts.get(part).folder(), "a mean " + what + " of " + found
                        + " in place of " + said);
            }
        }
    }

    /** The solution paths of all patches, if every part has those of its own. */
    private void joinPaths(ResultFolder folder) throws IOException {
        List<Path> files =
                parts.stream().map(part -> part.folder().resolve(FileNames.PATH)).toList();
        if (!files.stream().allMatch(Files::exists)) {
            return;
        }
        try (BufferedWriter out = Files.newBufferedWriter(folder.file(FileNames.PATH))) {
            for (Path file : files) {
                try (BufferedReader in = Files.newBufferedReader(file)) {
                    String head = in.readLine();
                    out.write(file.equals(files.get(0)) ? head + "\n" : "");
                    in.transferTo(out);
                }
            }
        }
    }
}
