package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The files for clusters stand on their page as they are, and start a command that there is. */
class ClusterFilesTest {
    private static final Path FOLDER = Path.of("../docs/clusters");

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"compare.slurm", "compare-parallel.sh", "compare-job.yaml"})
    void eachFileStandsOnThePage(String name) throws Exception {
        String page = Files.readString(Path.of("../docs/clusters.md"));
        assertTrue(page.contains("\n" + Files.readString(FOLDER.resolve(name)) + "```\n"), name);
        assertTrue(page.contains("](clusters/" + name + ")"), name);
    }

    /** Stands for the launcher and says how it was called. */
    private Path launcher() throws Exception {
        Path launcher = Files.writeString(home.resolve("launcher"),
                "#!/bin/sh\necho \"$@\" >>'" + home.resolve("called") + "'\n");
        assertTrue(launcher.toFile().setExecutable(true));
        return launcher;
    }

    private List<String> called(ProcessBuilder builder) throws Exception {
        builder.environment().put("PARSIMONY", launcher().toString());
        Path said = home.resolve("said");
        int status = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start()
                .waitFor();
        assertEquals(0, status, Files.readString(said));
        return Files.readAllLines(home.resolve("called"));
    }

    @Test
    void theTaskOfAnArrayStartsACommandWithAResultOfItsOwn() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash",
                FOLDER.resolve("compare.slurm").toString(), "my.yaml");
        builder.environment().put("SLURM_ARRAY_TASK_ID", "5");
        List<String> called = called(builder);
        assertEquals(List.of("compare my.yaml --jobs 1 --runs runs --out result-5"), called);
        requireOptions(called.get(0));
    }

    /** What stands for GNU parallel shows its arguments. */
    @Test
    void eachMachineGetsAsManyProcessesAsItWasNamed() throws Exception {
        Path parallel = Files.writeString(home.resolve("parallel"),
                "#!/bin/sh\ncat \"$2\" >'" + home.resolve("machines") + "'\nexec \"$PARSIMONY\""
                        + " \"$@\"\n");
        assertTrue(parallel.toFile().setExecutable(true));
        ProcessBuilder builder = new ProcessBuilder("bash",
                FOLDER.resolve("compare-parallel.sh").toString(), "my.yaml", "node1", "node2",
                "node2");
        builder.environment().put("PATH", home + ":" + System.getenv("PATH"));
        String called = called(builder).get(0);
        assertEquals(List.of("1/node1", "2/node2"),
                Files.readAllLines(home.resolve("machines")));
        String command = "compare my.yaml --jobs 1 --runs runs --out result-{} ";
        assertTrue(called.endsWith("/launcher " + command + "::: 1 2 3"), called);
        requireOptions(command);
    }

    @Test
    void thePodsOfAJobStartACommandWithAResultOfTheirOwn() throws Exception {
        JsonNode job = new YAMLMapper().readTree(FOLDER.resolve("compare-job.yaml").toFile());
        assertEquals("Indexed", job.path("spec").path("completionMode").asText());
        List<String> words = new ArrayList<>();
        job.path("spec").path("template").path("spec").path("containers").path(0).path("args")
                .forEach(word -> words.add(word.asText()));
        assertTrue(words.contains("result-$(JOB_COMPLETION_INDEX)"), words.toString());
        requireOptions(String.join(" ", words));
    }

    private static void requireOptions(String line) {
        CommandLine compare = Parsimony.commandLine().getSubcommands().get("compare");
        for (String word : line.split(" ")) {
            assertTrue(!word.startsWith("--")
                    || compare.getCommandSpec().findOption(word) != null, word);
        }
    }
}
