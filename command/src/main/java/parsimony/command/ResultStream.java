package parsimony.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Standard output that remembers why it could not be written. A {@link PrintStream} ignores errors,
 * so that a script would take half a JSON object, or nothing, for the whole result.
 */
final class ResultStream extends FilterOutputStream {
    private String failure;

    private ResultStream(OutputStream out) {
        super(out);
    }

    /**
     * Replaces {@link System#out}.
     *
     * @param way descriptor that results are written to
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
     * Whether some output was lost. Output after the reader has closed the pipe, as {@code head}
     * does, does not count.
     */
    boolean isLost() {
        return failure != null && !failure.contains("Broken pipe");
    }

    /** The error message of the operating system; null if there was no error. */
    String failure() {
        return failure;
    }
}
