package parsimony.signals;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class InputExceptionTest {

    @Test
    void javaReadsPlainWordsAndACallerPutsItsOwnNames() {
        InputException e = new InputException(
                "‹out› a/b: is not empty; name another folder, or ‹force› to replace it");
        assertEquals("out a/b: is not empty; name another folder, or force to replace it",
                e.getMessage());
        assertEquals("--out a/b: is not empty; name another folder, or --force to replace it",
                Setting.spoken(e.marked(), "--"::concat));
        assertEquals("out", Setting.subject(e.marked()));
    }

    @Test
    void aSubjectComesFirst() {
        InputException e = new InputException("lambda", -1.0, "must be above 0");
        assertEquals("lambda: -1.0; must be above 0", e.getMessage());
        assertEquals("lambda", Setting.subject(e.marked()));
        assertEquals("", Setting.subject("a/b: needs " + Setting.marked("force")));
        assertEquals("$1 costs", Setting.spoken("‹x› costs", x -> "$1"));
    }

    @Test
    void aConstantIsWrittenAsUsersWriteIt() {
        enum Kind { SEMI_AMORTIZED }
        assertEquals("inference: semi-amortized; must be left out", new InputException("inference",
                Kind.SEMI_AMORTIZED, "must be left out").getMessage());
    }

    @Test
    void whoIsStoppedStaysInterrupted() {
        assertDoesNotThrow(() -> Stop.ifAsked("work"));
        Thread.currentThread().interrupt();
        assertEquals("work",
                assertThrows(CancellationException.class, () -> Stop.ifAsked("work")).getMessage());
        assertTrue(Thread.interrupted());
        assertEquals("wait", Stop.asked("wait", new InterruptedException()).getMessage());
        assertTrue(Thread.interrupted());
    }
}
