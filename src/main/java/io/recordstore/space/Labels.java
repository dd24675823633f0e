package io.recordstore.space;

import io.recordstore.fault.InvalidRequest;
import java.util.Map;
import java.util.regex.Pattern;

/** What users say about a RecordSpace, by key. Within Kubernetes' own bounds, so that labels can be carried over. */
public final class Labels {
    private static final int MAX_LABELS = 64;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");
    private static final int MAX_VALUE = 63;

    private Labels() {}

    /**
     * The same labels.
     *
     * @throws InvalidRequest when there are too many, or one is outside the grammar
     */
    public static Map<String, String> require(Map<String, String> labels) {
        if (labels.size() > MAX_LABELS) {
            throw new InvalidRequest("labels", "there are more than " + MAX_LABELS);
        }
        labels.forEach((key, value) -> {
            if (!KEY.matcher(key).matches()) {
                throw new InvalidRequest(
                        "labels", "a label's key is 1 to 63 letters and digits, with '-', '_', '.' and '/' inside");
            }
            if (value.length() > MAX_VALUE) {
                throw new InvalidRequest("labels[" + key + "]", "the value has more than " + MAX_VALUE + " characters");
            }
        });
        return labels;
    }
}
