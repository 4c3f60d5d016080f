package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DeviceTest {

    @Test
    void readsWhatAUserWrites() {
        assertEquals(Device.CPU, Device.parse("cpu"));
        assertEquals(new Device(Device.Kind.GPU, 0, Device.CPU.threads()), Device.parse("gpu"));
        assertEquals("gpu:3", Device.parse("GPU:3").toString());
        assertEquals("cpu", Device.CPU.toString());
        for (String wrong : new String[] {"", "tpu", "gpu:", "gpu:x", "gpu:-1", "cpu:1"}) {
            String message = assertThrows(IllegalArgumentException.class, () -> Device.parse(wrong))
                    .getMessage();
            assertTrue(message.contains("gpu:N"), message);
        }
    }

    @Test
    void sharesOfABatchAreEqualAndTheSameOnAnyNumberOfCores() {
        for (int cores : new int[] {1, 2, 16}) {
            Device device = new Device(Device.Kind.CPU, 0, cores);
            assertEquals(4, device.shares(1000));
            assertEquals(3, device.shares(999));
            assertEquals(2, device.shares(250));
            assertEquals(1, device.shares(251));
            assertEquals(1, device.shares(100));
        }
        assertEquals(1, Device.parse("gpu").shares(1000));
    }

    @Test
    void autoIsAGpuIfThereIsOneThatTensorFlowCanUse() {
        boolean gpu = Devices.list().stream().anyMatch(entry -> entry.name().equals("gpu:0"));
        assertEquals(gpu ? Device.parse("gpu:0") : Device.CPU, Device.parse("AUTO"));
    }

    @Test
    void listsTheProcessorAndRefusesAGpuThatIsNotThere() {
        assertTrue(Devices.list().stream().anyMatch(entry -> entry.name().equals("cpu")
                && entry.memory() > Runtime.getRuntime().totalMemory()));
        String message = assertThrows(IllegalArgumentException.class,
                () -> Device.parse("gpu:999").requireAvailable()).getMessage();
        assertTrue(message.contains("gpu:999") && message.contains("cpu"), message);
    }
}
