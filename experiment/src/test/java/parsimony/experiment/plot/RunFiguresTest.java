package parsimony.experiment.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.MatrixWriter;
import parsimony.encoding.CodesFormat;
import parsimony.encoding.ShardedCodes;

/** What the figures of one run say. */
class RunFiguresTest {
    @TempDir
    private Path home;

    @Test
    void convergenceSaysOfHowManyPatchesItIsInWhateverFormTheirCodesAre() throws IOException {
        List<String> figures = new ArrayList<>();
        for (CodesFormat format : CodesFormat.values()) {
            Path folder = Files.createDirectory(home.resolve(format.toString()));
            Files.writeString(folder.resolve("convergence.csv"),
                    "iteration,energy,mse,sparsity\n1,3,2,0.5\n2,2,1,0.5\n");
            try (MatrixWriter codes = new ShardedCodes(folder, format, 2, 1)) { // a row each
                codes.write(new FMatrixRMaj(3, 2, true, 1, 0, 0, 1, 0, 2));
                codes.commit();
            }
            Drawing drawing = RunFigures.convergence(new ResultView(folder)).get(0);
            drawing.content().write(folder, drawing.name(), false);
            figures.add(Files.readString(folder.resolve(drawing.name() + ".svg")));
        }
        assertEquals(figures.get(0), figures.get(1));
        Path without = Files.createDirectory(home.resolve("without"));
        Files.copy(home.resolve("csr/convergence.csv"), without.resolve("convergence.csv"));
        Drawing drawing = RunFigures.convergence(new ResultView(without)).get(0);
        drawing.content().write(without, drawing.name(), false);
        assertNotEquals(figures.get(0), Files.readString(without.resolve("convergence.svg")));
    }
}
