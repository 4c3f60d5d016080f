package parsimony.experiment.table;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.data.image.Image;
import parsimony.data.preprocess.Pipeline;
import parsimony.data.preprocess.Preparation;
import parsimony.data.preprocess.Split;
import parsimony.data.source.ImageSource;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/**
 * Images with labels, each as one patch.
 *
 * @param train       patches to fit to, N×D
 * @param trainLabels their classes, N
 * @param test        patches to test on, M×D
 * @param testLabels  their classes, M
 */
public record LabelledImages(FMatrixRMaj train, int[] trainLabels, FMatrixRMaj test,
        int[] testLabels) {

    /**
     * Prepares a dataset that has labels and its own split.
     *
     * @param source the images
     * @param pipeline makes one patch of each image, in their order
     * @param monitor is told how the work goes on
     * @return the images with their labels
     * @throws InputException if the images cannot be used, an image has no label, or the pipeline
     *     does not make exactly one patch of each image
     */
    public static LabelledImages prepare(ImageSource source, Pipeline pipeline, Monitor monitor) {
        Split split = Preparation.prepare(source, pipeline, true, monitor);
        int[] trainLabels = labels(source, false);
        int[] testLabels = labels(source, true);
        if (split.train().size() != trainLabels.length
                || split.validation().size() != testLabels.length) {
            throw new InputException(source.origin() + ": " + trainLabels.length + " and "
                    + testLabels.length
                    + " images for training and testing became " + split.train().size() + " and "
                    + split.validation().size()
                    + " patches; the pipeline must make one of each and keep the split, as \""
                    + source.pipeline() + "\" does");
        }
        return new LabelledImages(split.train().pixels(), trainLabels, split.validation().pixels(),
                testLabels);
    }

    private static int[] labels(ImageSource source, boolean heldOut) {
        int[] labels = new int[source.size()];
        int count = 0;
        for (int i = 0; i < labels.length; i++) {
            Image image = source.read(i);
            if (image.heldOut() == heldOut) {
                if (image.label() == Image.UNLABELLED) {
                    throw new InputException(image.name()
                            + ": has no label; name a dataset with labels, such as mnist:DIR");
                }
                labels[count++] = image.label();
            }
        }
        return Arrays.copyOf(labels, count);
    }

    /**
     * {@return the same with at most so many training images, the first ones}
     *
     * @param most ≥ 1
     */
    public LabelledImages withTrain(int most) {
        int n = Math.min(most, trainLabels.length);
        return new LabelledImages(CommonOps_FDRM.extract(train, 0, n, 0, train.numCols),
                Arrays.copyOf(trainLabels, n), test,
                testLabels);
    }
}
