package parsimony.experiment.report;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Turns text into LaTeX source for any engine, including pdfTeX. Characters with a meaning in LaTeX
 * are escaped; symbols become commands.
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
            Map.entry('σ', "$\\sigma$"), Map.entry('✓', "$\\surd$"), Map.entry('✗', "$\\times$"),
            Map.entry('†', "$\\dagger$"));

    private Latex() {}

    static String text(String plain) {
        return plain.chars().mapToObj(c -> SPELLED.getOrDefault((char) c, String.valueOf((char) c)))
                .collect(Collectors.joining());
    }

    /**
     * A number, or one number ± another, in math mode, with its marks; an empty text stays empty.
     */
    static String number(String number) {
        return number.isEmpty() ? ""
                : "$" + number.replace(' ' + Reference.INSIDE, "\\;\\surd")
                        .replace(' ' + Reference.OUTSIDE, "\\;\\times")
                        .replace(' ' + Reference.OTHER_DATA, "^\\dagger") + "$";
    }
}
