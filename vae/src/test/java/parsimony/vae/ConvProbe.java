package parsimony.vae;

import java.util.Random;
import org.ejml.data.FMatrixRMaj;

final class ConvProbe {
    public static void main(String[] a) {
        int side = a.length > 1 ? Integer.parseInt(a[1]) : 16;
        int n = a.length > 2 ? Integer.parseInt(a[2]) : 250;
        Random random = new Random(1);
        FMatrixRMaj x = new FMatrixRMaj(2000, side * side);
        for (int i = 0; i < x.data.length; i++)
            x.data[i] = (float) random.nextGaussian();
        for (int parts : new int[] {1, 2}) {
            Training t = Training.PATCHES.withBatch(n).withIterations(100000);
            Architecture arch = new Architecture(Distribution.POISSON, Activation.NONE,
                    new ConvNetwork(32, true), new LinearNetwork(), new ImageShape(side, side, 1),
                    512);
            try (Trainer trainer = new Trainer(arch, t, x, Device.CPU, parts)) {
                for (int i = 0; i < 3; i++)
                    trainer.advance();
                int s = Integer.parseInt(a[0]);
                double best = 1e9;
                long t0 = System.nanoTime();
                for (int i = 0; i < s; i++) {
                    long b = System.nanoTime();
                    trainer.advance();
                    best = Math.min(best, (System.nanoTime() - b) * 1e-6);
                }
                System.out.printf("parts %d mean %.1f ms best %.1f ms%n", parts,
                        (System.nanoTime() - t0) * 1e-6 / s, best);
            }
        }
    }
}
