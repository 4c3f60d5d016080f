package parsimony.vae;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
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
        Operand<TString> whole = strings(tf, Collections.nCopies(slots.size(), "").toArray(new String[0]));
        List<Operand<?>> values = new ArrayList<>();
        slots.forEach(slot -> values.add(slot.value()));
        save = tf.train.save(prefix, names, whole, values);

        List<Class<? extends TType>> types = new ArrayList<>(Collections.nCopies(slots.size(), blueprint.type));
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

    void save(Session session, Path folder) {
        run(session, folder, save);
    }

    void restore(Session session, Path folder) {
        run(session, folder, restore);
    }

    private void run(Session session, Path folder, Op op) {
        try (TString path = TString.scalarOf(folder.resolve(PREFIX).toString())) {
            session.runner().feed(prefix, path).addTarget(op).run().close();
        }
    }

    private static Operand<TString> strings(Ops tf, String[] values) {
        return tf.constant(StandardCharsets.UTF_8, values);
    }
}
