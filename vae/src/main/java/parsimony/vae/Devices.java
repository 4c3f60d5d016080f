package parsimony.vae;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListMemoryBytes;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import parsimony.signals.InputException;

/** The devices that TensorFlow can use on this machine, and why it cannot use a GPU. */
public final class Devices {
    /** What TensorFlow Java 1.1.0's GPU build opens by name: the driver, CUDA 12 and cuDNN 9. */
    private static final List<String> LIBRARIES =
            List.of("libcuda.so.1", "libcudart.so.12", "libcublas.so.12",
                    "libcublasLt.so.12", "libcufft.so.11", "libcusolver.so.11", "libcusparse.so.12",
                    "libcudnn.so.9");
    /**
     * JavaCPP's presets for these libraries, present in a build with the gpu profile. A preset
     * loads its library.
     */
    private static final List<String> PRESETS =
            List.of("cudart", "cublas", "cufft", "cusparse", "cusolver", "cudnn");

    private Devices() {}

    /**
     * A device that TensorFlow sees.
     *
     * @param name   as {@link Device#parse} reads it: cpu, gpu:0, …
     * @param memory what TensorFlow may allocate on a GPU, in bytes; for the processor, the
     *               machine's
     */
    public record Entry(String name, long memory) {}

    /**
     * {@return every device that TensorFlow sees}
     *
     * @throws InputException if TensorFlow cannot be loaded here
     */
    public static List<Entry> list() {
        load();
        PointerScope scope = new PointerScope(); // frees the pointers made from here on
        try {
            var status = TF_Status.newStatus();
            var options = TF_NewSessionOptions();
            byte[] config = config(Device.CPU.threads()).build().toByteArray();
            TF_SetConfig(options, new BytePointer(config), config.length, status);
            status.throwExceptionIfNotOK();
            var graph = TF_NewGraph();
            var session = TF_NewSession(graph, options, status);
            status.throwExceptionIfNotOK();
            var devices = TF_SessionListDevices(session, status);
            status.throwExceptionIfNotOK();
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < TF_DeviceListCount(devices); i++) {
                String type = TF_DeviceListType(devices, i, status).getString();
                // /job:localhost/…/device:GPU:0
                String name = TF_DeviceListName(devices, i, status).getString();
                entries.add(new Entry(
                        type.equals("GPU") ? "gpu" + name.substring(name.lastIndexOf(':'))
                                : type.toLowerCase(Locale.ROOT),
                        type.equals("CPU") ? machineMemory()
                                : TF_DeviceListMemoryBytes(devices, i, status)));
            }
            TF_DeleteDeviceList(devices);
            TF_CloseSession(session, status);
            TF_DeleteSession(session, status);
            TF_DeleteGraph(graph);
            TF_DeleteSessionOptions(options);
            return entries;
        } finally {
            scope.close();
        }
    }

    /**
     * Loads TensorFlow. The first time, it is unpacked.
     *
     * @throws InputException if this machine has no room for it, or cannot load it
     */
    static void load() {
        NativeLibrary.chooseCache();
        prepare();
        NativeLibrary.load();
    }

    /** The machine's memory in bytes. TensorFlow itself reports 256 MiB for every processor. */
    private static long machineMemory() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    /**
     * The configuration of all sessions. What it says of one operation and of GPUs must be the same
     * for all, because a process keeps what its first session says. Each core computes whole
     * operations: an operation that is split over cores waits longer than it computes. GPU memory
     * is allocated as needed.
     */
    static ConfigProto.Builder config(int threads) {
        return ConfigProto.newBuilder().setIntraOpParallelismThreads(1)
                .setInterOpParallelismThreads(threads)
                .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    }

    /**
     * {@return one or two sentences on why TensorFlow can or cannot use a GPU here}
     *
     * @throws InputException if TensorFlow cannot be loaded here
     */
    public static String gpuDiagnosis() {
        if (list().stream().anyMatch(entry -> entry.name().startsWith("gpu"))) {
            return "TensorFlow can use the GPU.";
        }
        if (!Files.exists(Path.of("/proc/driver/nvidia/version"))
                && !Files.exists(Path.of("/dev/nvidia0"))) {
            return "No NVIDIA GPU, or no driver for it, was found on this machine.";
        }
        List<String> missing = LIBRARIES.stream().filter(library -> !canBeLoaded(library)).toList();
        if (!missing.isEmpty()) {
            return "An NVIDIA GPU is present, but these libraries cannot be loaded: "
                    + String.join(", ", missing)
                    + ". Building with Maven's gpu profile brings all but the driver's"
                    + " libcuda.so.1.";
        }
        return "An NVIDIA GPU and all libraries are present; this is TensorFlow's build without"
                + " GPU support unless Maven's gpu profile was used, and the GPU must be of"
                + " compute capability 6.0 or more.";
    }

    /**
     * Loads CUDA from the class path, if the build brought it, so that TensorFlow finds it by name
     * when it starts.
     */
    static boolean prepare() {
        return Cuda.BUNDLED;
    }

    /** Loads the libraries when this class is first used. */
    private static final class Cuda {
        static final boolean BUNDLED = loadBundledCuda();
    }

    private static boolean loadBundledCuda() {
        for (String preset : PRESETS) {
            try {
                Loader.load(Class.forName("org.bytedeco.cuda.global." + preset));
            } catch (ClassNotFoundException | UnsatisfiedLinkError e) {
                // the ordinary build, or no driver: gpuDiagnosis says which library is missing
                return false;
            }
        }
        return true;
    }

    private static boolean canBeLoaded(String library) {
        try {
            Loader.load(Loader.class);
            Loader.loadGlobal(library);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }
}
