package parsimony.experiment;

import parsimony.signals.Monitor;

/** Tells nobody. */
final class SilentMonitor implements Monitor {
    @Override
    public void phase(String name, long units, String unit) {}

    @Override
    public void at(long done, String note) {}

    @Override
    public void warn(String message) {}
}
