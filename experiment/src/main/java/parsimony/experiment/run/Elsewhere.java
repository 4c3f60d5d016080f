package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import parsimony.compare.CurvePoint;
import parsimony.compare.gap.Excess;

/**
 * A model, or inference on its dictionary, measured on patches of other images than it learned
 * from.
 *
 * @param data   the other images, in words
 * @param at     the point
 * @param excess of its codes over the best of their L1; null if it was not asked for, or there is
 *               no dictionary
 * @param vae    how well a VAE describes the patches; null for another encoder and for inference
 */
public record Elsewhere(String data, CurvePoint at,
        @JsonInclude(JsonInclude.Include.NON_NULL) Excess excess,
        @JsonInclude(JsonInclude.Include.NON_NULL) VaeMeasures vae) {
}
