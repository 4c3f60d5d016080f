package parsimony.experiment.report;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Text as LaTeX source that any engine sets, pdfTeX too: what it reads as a command is escaped,
 * symbols are spelled out.
 */
final class Latex {
    private static final Map<Character, String> SPELLED = Map.ofEntries(
            Map.entry('\\', "\\textbackslash{}"), Map.entry('~', "\\textasciitilde{}"),
            Map.entry('^', "\\textasciicircum{}"),
            Map.entry('|', "$|$"),
            Map.entry('&', "\\&"), Map.entry('%', "\\%"), Map.entry('$', "\\$"),
            Map.entry('#', "\\#"), Map.entry('_', "\\_"),
            Map.entry('{', "\\{"), Map.entry('}', "\\}"), Map.entry('<', "$<$"),
            Map.entry('>', "$>$"),
            Map.entry('±', "$\\pm$"), Map.entry('×', "$\\times$"), Map.entry('≥', "$\\ge$"),
            Map.entry('≤', "$\\le$"),
            Map.entry('−', "$-$"), Map.entry('²', "$^2$"), Map.entry('Δ', "$\\Delta$"),
            Map.entry('Φ', "$\\Phi$"),
            Map.entry('α', "$\\alpha$"), Map.entry('β', "$\\beta$"), Map.entry('λ', "$\\lambda$"),
            Map.entry('σ', "$\\sigma$"));

    private Latex() {}

    static String text(String plain) {
        return plain.chars().mapToObj(c -> SPELLED.getOrDefault((char) c, String.valueOf((char) c)))
                .collect(Collectors.joining());
    }

    /** A number, or one ± another, in math mode; nothing for nothing. */
    static String number(String number) {
        return number.isEmpty() ? "" : "$" + number + "$";
    }
}
