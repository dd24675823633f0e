package io.recordstore.schema;

import io.recordstore.fault.InvalidRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a time-window leaderboard must be. */
final class LeaderboardRules {
    private final Leaderboard leaderboard;
    private final String position;

    LeaderboardRules(Leaderboard leaderboard, String position) {
        this.leaderboard = leaderboard;
        this.position = position;
    }

    /** @throws InvalidRequest when it breaks a rule */
    void check() {
        List<Leaderboard.Windows> windows = leaderboard.windows();
        require(
                leaderboard.allTime() || !windows.isEmpty(),
                "",
                "it keeps nothing: set all_time, or give at least one series of windows");
        Set<Integer> types = new HashSet<>();
        long count = 0;
        for (int i = 0; i < windows.size(); i++) {
            Leaderboard.Windows series = windows.get(i);
            String field = ".windows[" + i + "]";
            require(series.type() > 0, field + ".type", "it counts from 1");
            require(types.add(series.type()), field + ".type", "two series are of type " + series.type());
            require(series.interval() > 0, field + ".interval", "it is not positive");
            require(series.duration() > 0, field + ".duration", "it is not positive");
            require(series.count() > 0, field + ".count", "it is not positive");
            require(isInRange(series), field, "its last window ends past what an int64 can hold");
            count += series.count();
        }
        require(
                count <= SchemaLimits.MAX_LEADERBOARD_WINDOWS,
                ".windows",
                "there are more than " + SchemaLimits.MAX_LEADERBOARD_WINDOWS + " windows");
    }

    private static boolean isInRange(Leaderboard.Windows series) {
        try {
            long lastBegin =
                    Math.addExact(series.baseTime(), Math.multiplyExact(series.interval(), (long) series.count()));
            Math.addExact(lastBegin, series.duration());
            return true;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private void require(boolean condition, String field, String description) {
        if (!condition) {
            throw new InvalidRequest(position + field, description);
        }
    }
}
