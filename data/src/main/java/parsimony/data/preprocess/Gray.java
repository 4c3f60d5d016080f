package parsimony.data.preprocess;

import parsimony.data.image.Image;

/**
 * Turns colour into luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), as PIL and torchvision do. A
 * gray image stays as it is.
 */
record Gray() implements ImageStep {
    static final StepKind KIND = new StepKind("gray",
            "Colour to luma, .299 R + .587 G + .114 B", text -> new Gray());

    @Override
    public Image apply(Image image) {
        if (image.channels() == 1) {
            return image;
        }
        int area = image.height() * image.width();
        float[] rgb = image.pixels();
        float[] gray = new float[area];
        for (int i = 0; i < area; i++) {
            gray[i] = (float) (0.299 * rgb[i] + 0.587 * rgb[area + i] + 0.114 * rgb[2 * area + i]);
        }
        return image.with(gray, image.height(), image.width());
    }

    @Override
    public String toString() {
        return "gray";
    }
}
