package io.recordstore.schema;

import java.util.List;

/**
 * What a time-window leaderboard keeps.
 *
 * @param highScoreFirst whether the greatest score is first
 * @param allTime whether a window over all time is kept too
 * @param windows the windows of limited time
 */
public record Leaderboard(boolean highScoreFirst, boolean allTime, List<Windows> windows) {
    public Leaderboard {
        windows = List.copyOf(windows);
    }

    /**
     * A series of windows, all of one length. Times are in whatever unit the time field has.
     *
     * @param type the series' number, from 1
     * @param baseTime when the first window begins
     * @param interval from the beginning of one window to the beginning of the next
     * @param duration the length of a window
     * @param count how many windows there are
     */
    public record Windows(int type, long baseTime, long interval, long duration, int count) {}
}
