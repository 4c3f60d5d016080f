package parsimony.sparsecoding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of a settings record that a user can set. The component's name is the knob's
 * name everywhere: in Java, in YAML, in {@code config.json} and on the command line.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Knob {
    /** What it does and which values are right, a sentence for a help text. */
    String value();

    /** Whether the user must give a value, because no default would suit. */
    boolean needed() default false;
}
