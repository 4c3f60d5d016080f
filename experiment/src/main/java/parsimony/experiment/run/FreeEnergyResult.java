package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonProperty;
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
    @Override
    public Optional<FreeEnergyResult> freeEnergy() {
        return Optional.of(this);
    }
}
