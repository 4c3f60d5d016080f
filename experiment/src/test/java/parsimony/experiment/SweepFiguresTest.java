package parsimony.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.run.FileNames;

/** What is drawn of a sweep follows from how many of its keys a model has. */
class SweepFiguresTest {
    @TempDir
    private Path folder;

    /** The value of every choice of a model. */
    private static List<SweepTable.Row> rows(String model, Map<String, List<String>> keys) {
        List<Map<String, String>> choices = new ArrayList<>(List.of(Map.of()));
        for (Map.Entry<String, List<String>> key : keys.entrySet()) {
            choices = choices.stream().flatMap(choice -> key.getValue().stream().map(value -> {
                Map<String, String> more = new LinkedHashMap<>(choice);
                more.put(key.getKey(), value);
                return more;
            })).toList();
        }
        List<SweepTable.Row> rows = new ArrayList<>();
        for (Map<String, String> values : choices) {
            rows.add(new SweepTable.Row(model, "", 0, "run" + rows.size(), values,
                    Map.of("nelbo", 100.0 + rows.size(), "same", 1.0)));
        }
        return rows;
    }

    private ResultView result(List<String> keys, List<SweepTable.Row> rows) throws Exception {
        Files.writeString(folder.resolve(FileNames.EXPERIMENT),
                "{atoms: [1, 2], vaes: [{latent: poisson}]}");
        new SweepTable(keys, rows).write(folder.resolve(FileNames.SWEEP));
        return new ResultView(folder);
    }

    private static List<String> names(List<Drawing> drawings) {
        return drawings.stream().map(Drawing::name).toList();
    }

    private static Map<String, List<String>> keys(int many) {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        keys.put("atoms", List.of("16", "32", "64"));
        keys.put("lr", List.of("0.1", "0.01"));
        keys.put("encoder", List.of("linear", "conv+b", "mlp"));
        keys.put("beta", List.of("0.5", "1"));
        List.copyOf(keys.keySet()).subList(many, 4).forEach(keys::remove);
        return keys;
    }

    @Test
    void oneKeyIsACurveTwoAreAMapThreeAreMapsAndMoreAreATable() throws Exception {
        List<List<String>> curves = new ArrayList<>();
        List<List<String>> maps = new ArrayList<>();
        for (int many = 1; many <= 4; many++) {
            ResultView result = result(List.copyOf(keys(many).keySet()), rows("p", keys(many)));
            curves.add(names(SweepFigures.curves(result)));
            maps.add(names(SweepFigures.maps(result)));
        }
        assertEquals(List.of(List.of("sweep_atoms"), List.of(), List.of(), List.of()), curves);
        assertEquals(List.of(List.of(), List.of("sweep_p"),
                List.of("sweep_p_lr-0.01", "sweep_p_lr-0.1"), List.of()), maps);
    }

    @Test
    void aMeasureThatIsTheSameEverywhereIsNotDrawn() throws Exception {
        ResultView result = result(List.of("atoms"), rows("p", keys(1)));
        SweepFigures.curves(result).get(0).write(folder, false);
        String svg = Files.readString(folder.resolve("sweep_atoms.svg"));
        assertTrue(svg.contains("NELBO") && !svg.contains(">same<"));
    }

    @Test
    void coloursMeanTheSameInAllSlices() throws Exception {
        ResultView result = result(List.of("atoms", "lr", "encoder"), rows("p", keys(3)));
        for (Drawing drawing : SweepFigures.maps(result)) {
            drawing.write(folder, false);
            String svg = Files.readString(folder.resolve(drawing.name() + ".svg"));
            assertTrue(svg.contains(">100<") && svg.contains(">117<"), "the ends of the bar");
            assertTrue(svg.contains(">conv+b<"));
        }
    }

    @Test
    void wordsStandInGroups() throws Exception {
        ResultView result = result(List.of("encoder"),
                rows("p", Map.of("encoder", List.of("linear", "conv", "mlp"))));
        Drawing drawing = SweepFigures.curves(result).get(0);
        assertEquals("sweep_encoder", drawing.name());
        drawing.write(folder, false);
        String svg = Files.readString(folder.resolve("sweep_encoder.svg"));
        assertTrue(svg.contains(">linear<") && svg.contains(">mlp<"));
    }

    @Test
    void moreModelsThanColoursAreSaid() throws Exception {
        List<SweepTable.Row> many = IntStream.range(0, 20)
                .mapToObj(i -> rows("m" + i, keys(1))).flatMap(List::stream).toList();
        Drawing drawing = SweepFigures.curves(result(List.of("atoms"), many)).get(0);
        assertTrue(drawing.caption().contains("Of 20 models the first 14 are drawn"),
                drawing.caption());
    }
}
