package io.recordstore.cli.output;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line on a terminal's standard error that says how far a long work is; nothing where nobody watches. */
public final class Progress implements AutoCloseable {
    private static final int BAR = 30;
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();
    private static final String ERASE_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final String unit;
    private final LongSupplier nanoClock;
    private final long start;
    private long lastDraw;
    private boolean isDrawn;

    /** @param unit what is counted, in the plural: "records" */
    public Progress(Terminal terminal, String unit) {
        this(terminal, unit, System::nanoTime);
    }

    Progress(Terminal terminal, String unit, LongSupplier nanoClock) {
        this.terminal = terminal;
        this.unit = unit;
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
        this.lastDraw = start;
    }

    /**
     * Says how far it is; drawn ten times a second at most.
     *
     * @param count how many are done
     * @param share of the whole, 0 to 1; negative when it is not known
     */
    public void at(long count, double share) {
        long now = nanoClock.getAsLong();
        if (!terminal.errIsTerminal() || now - lastDraw < REDRAW_NANOS) {
            return;
        }
        lastDraw = now;
        isDrawn = true;
        terminal.err().write(ERASE_LINE + text(count, share, (now - start) / NANOS_PER_SECOND));
        terminal.err().flush();
    }

    private String text(long count, double share, double seconds) {
        String done = String.format(Locale.ROOT, "%,d %s  %,.0f/s", count, unit, count / Math.max(seconds, 0.001));
        if (share < 0) {
            return done;
        }
        double bounded = Math.min(1, share);
        int full = (int) Math.round(bounded * BAR);
        return String.format(
                Locale.ROOT, "[%s%s] %3.0f %%  %s", "#".repeat(full), " ".repeat(BAR - full), bounded * 100, done);
    }

    /** Wipes the line. */
    @Override
    public void close() {
        if (isDrawn) {
            terminal.err().write(ERASE_LINE);
            terminal.err().flush();
        }
    }
}
