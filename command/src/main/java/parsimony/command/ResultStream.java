package parsimony.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Standard output that remembers why it could not be written. A {@link PrintStream} goes on as if
 * nothing were the matter, and a script would take half a JSON object, or none, for the whole.
 */
final class ResultStream extends FilterOutputStream {
    private String failure;

    private ResultStream(OutputStream out) {
        super(out);
    }

    /**
     * Takes the place of {@link System#out}.
     *
     * @param way where results go
     */
    static ResultStream install(FileDescriptor way, Charset encoding) {
        ResultStream results = new ResultStream(new FileOutputStream(way));
        System.setOut(new PrintStream(results, true, encoding));
        return results;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e.getMessage();
            throw e;
        }
    }

    /**
     * Whether something did not arrive, though the reader had not closed the pipe on purpose, as
     * {@code head} does.
     */
    boolean isLost() {
        return failure != null && !failure.contains("Broken pipe");
    }

    /** What the operating system said. */
    String failure() {
        return failure;
    }
}
