package parsimony.vae;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.Restore;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/** Reads and writes a graph's variables in TensorFlow's own checkpoint format, by name. */
final class Store<T extends TFloating> {
    private static final String PREFIX = "variables";

    private final Placeholder<TString> prefix;
    private final Op save;
    private final Op restore;

    Store(Blueprint<T> blueprint) {
        Ops tf = blueprint.tf;
        Collection<Blueprint.Slot<T>> slots = blueprint.variables().values();
        prefix = tf.placeholder(TString.class);
        Operand<TString> names = strings(tf, blueprint.variables().keySet().toArray(new String[0]));
        Operand<TString> whole =
                strings(tf, Collections.nCopies(slots.size(), "").toArray(new String[0]));
        List<Operand<?>> values = new ArrayList<>();
        slots.forEach(slot -> values.add(slot.value()));
        save = tf.train.save(prefix, names, whole, values);

        List<Class<? extends TType>> types =
                new ArrayList<>(Collections.nCopies(slots.size(), blueprint.type));
        Restore restored = tf.train.restore(prefix, names, whole, types);
        List<Op> assigns = new ArrayList<>();
        int i = 0;
        for (Blueprint.Slot<T> slot : slots) {
            @SuppressWarnings("unchecked") // the type asked for above
            Operand<T> value = (Operand<T>) restored.tensors().get(i++);
            assigns.add(tf.assign(slot.variable(), value));
        }
        restore = tf.withControlDependencies(assigns).noOp();
    }

    /** @throws UncheckedIOException if TensorFlow cannot write there */
    void save(Session session, Path folder) {
        run(session, folder, folder, save);
    }

    /** @throws UncheckedIOException if TensorFlow cannot read what is there */
    void restore(Session session, Path folder) {
        if (!folder.toString().matches(".*[\\[\\\\].*")) {
            run(session, folder, folder, restore);
            return;
        }
        // When it reads, but not when it writes, TensorFlow takes these characters for a pattern
        // of names. So it reads through a link.
        try {
            Path plain = Files.createTempDirectory("parsimony-");
            Path link =
                    Files.createSymbolicLink(plain.resolve("checkpoint"), folder.toAbsolutePath());
            try {
                run(session, link, folder, restore);
            } finally {
                Files.delete(link);
                Files.delete(plain);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Session session, Path folder, Path named, Op op) {
        try (TString path = TString.scalarOf(folder.resolve(PREFIX).toString())) {
            session.runner().feed(prefix, path).addTarget(op).run().close();
        } catch (TensorFlowException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            FileSystemException refused = new FileSystemException(named.toString(), null, reason);
            refused.initCause(e);
            throw new UncheckedIOException(refused);
        }
    }

    private static Operand<TString> strings(Ops tf, String[] values) {
        return tf.constant(StandardCharsets.UTF_8, values);
    }
}
