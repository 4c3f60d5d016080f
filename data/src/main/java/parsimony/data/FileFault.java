package parsimony.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import parsimony.signals.InputException;

/** The operating system refused to read or to write a file. */
public final class FileFault extends InputException {
    private static final long serialVersionUID = 1;

    private FileFault(String message, IOException cause) {
        super(message, cause);
    }

    /**
     * Explains an error of the operating system in plain words, with the name of the file.
     *
     * @param file the file
     * @param e what the operating system said
     * @return the error to throw
     */
    public static FileFault of(Path file, IOException e) {
        String reason;
        if (e instanceof NoSuchFileException) {
            reason = "no such file or folder";
        } else if (e instanceof AccessDeniedException) {
            reason = "permission denied";
        } else if (e instanceof FileAlreadyExistsException) {
            reason = "is there already, and is no folder";
        } else if (e instanceof NotDirectoryException) {
            reason = "is not a folder";
        } else if (e instanceof FileSystemLoopException) {
            reason = "is a symbolic link that leads back to itself";
        } else if (e instanceof CharacterCodingException) {
            reason = "is not text in UTF-8";
        } else if (e instanceof FileSystemException f && f.getReason() != null) {
            reason = f.getReason().toLowerCase(Locale.ROOT);
        } else {
            reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage().strip();
        }
        return new FileFault(file + ": " + reason.replaceAll("\\s*\\R\\s*", "; "), e);
    }
}
