package parsimony.figures;

import java.awt.image.BufferedImage;

/** Where one colour lies on a picture, in dots. */
record Ink(int count, double meanX, double meanY, int left, int right, int top, int bottom) {

    static Ink of(Figure figure, int rgb) {
        BufferedImage image = Png.render(figure, false);
        int count = 0;
        double sumX = 0;
        double sumY = 0;
        int left = Integer.MAX_VALUE;
        int right = -1;
        int top = Integer.MAX_VALUE;
        int bottom = -1;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == rgb) {
                    count++;
                    sumX += x;
                    sumY += y;
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        return new Ink(count, sumX / count, sumY / count, left, right, top, bottom);
    }
}
