package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import parsimony.compare.gap.EncoderLoss;

/**
 * The result of a {@link FreeEnergyRun}.
 *
 * @param atoms     K of the model
 * @param patches   that were measured on
 * @param objective what the encoder loses of the free energy that it was trained on, with its β
 * @param nelbo     what it loses of the free energy with β = 1, the negative ELBO: the same if that
 *                  is how it was trained. Else the rates that lose nothing of one are not those
 *                  that lose nothing of the other
 * @param seconds   that the work took
 */
public record FreeEnergyResult(int atoms, int patches,
        @JsonProperty(required = true) EncoderLoss objective,
        @JsonProperty(required = true) EncoderLoss nelbo, double seconds) implements Result {
    /** The column of F of the encoder, in a sweep. */
    public static final String OBJECTIVE = "objective";
    /** The column of the least F. */
    public static final String BEST = "best_objective";
    /** The column of the share of F that the encoder loses. */
    public static final String SHARE = "share_lost";

    @Override
    public Map<String, Double> ofModel() {
        Map<String, Double> columns = new LinkedHashMap<>();
        columns.put(OBJECTIVE, objective.encoder());
        columns.put(BEST, objective.best());
        columns.put("certificate", objective.certificate());
        columns.put(SHARE, objective.share());
        columns.put("best_nelbo", nelbo.best());
        columns.put("share_of_nelbo_lost", nelbo.share());
        return columns;
    }

    @Override
    public Optional<FreeEnergyResult> freeEnergy() {
        return Optional.of(this);
    }
}
