package parsimony.experiment.plot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import parsimony.experiment.run.RunRecord;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Curves;
import parsimony.figures.Palette;
import parsimony.figures.Panels;
import parsimony.figures.Series;
import parsimony.vae.Architecture;
import parsimony.vae.Training;

/**
 * What a training's plan changes from step to step: the learning rate, the weight β of the KL, and
 * the temperature if samples are relaxed.
 */
public final class Schedules implements ResultFigure {
    /** Points of a curve. With so many, a warm-up of one percent of the steps still shows. */
    private static final long POINTS = 1000;

    /** What {@code config.json} has of a training. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Settings(Architecture architecture, Training training) {
    }

    /** A figure with no settings. */
    public Schedules() {}

    @Override
    public List<Drawing> of(ResultView result) {
        if (!result.settings().has("training") || !result.settings().has("architecture")) {
            return List.of();
        }
        Settings settings = RunRecord.readSettings(result.folder(), Settings.class);
        Training training = settings.training;
        Panels panels = new Panels(1)
                .panel("Learning rate", curve("Rate", training, training::learningRateAt))
                .panel(result.ofDivergence("Weight of the KL"),
                        curve("β", training, training::betaAt));
        if (training.estimator().relaxes(settings.architecture.latent())) {
            panels.panel("Temperature of relaxed samples",
                    curve("Temperature", training, training::temperatureAt));
        }
        return List.of(new Drawing("schedules", "How the training was steered",
                "The settings of the training that change from step to step, against the"
                        + " iteration.",
                panels));
    }

    private static Curves curve(String label, Training training, LongToDoubleFunction value) {
        long last = training.iterations() - 1;
        long[] steps = LongStream.rangeClosed(0, POINTS)
                .map(i -> Math.round((double) last * i / POINTS)).distinct().toArray();
        return new Curves(Axis.linear("Iteration"), Axis.linear(label), Palette.of(label),
                Column.SINGLE)
                .curve(Series.of(label,
                        LongStream.of(steps).mapToDouble(step -> step).toArray(),
                        LongStream.of(steps).mapToDouble(value).toArray()));
    }
}
