package io.recordstore.space;

import io.recordstore.fault.InvalidRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of the labels of a RecordSpace.
 *
 * @param keepsOthers whether labels that it does not name stay
 * @param removed keys of labels that go
 * @param set labels that are there from now on
 */
public record LabelUpdate(boolean keepsOthers, Set<String> removed, Map<String, String> set) {
    /** @throws InvalidRequest when a label may not be said */
    public LabelUpdate {
        removed = Set.copyOf(removed);
        set = Map.copyOf(Labels.require(set));
    }

    /** Labels in place of all that are there. */
    public static LabelUpdate to(Map<String, String> labels) {
        return new LabelUpdate(false, Set.of(), labels);
    }

    /** Some go and then some come, whatever else is there. */
    public static LabelUpdate of(Collection<String> removed, Map<String, String> set) {
        return new LabelUpdate(true, Set.copyOf(removed), set);
    }

    /**
     * The labels after it.
     *
     * @throws InvalidRequest when they are too many
     */
    Map<String, String> after(Map<String, String> before) {
        Map<String, String> labels = new HashMap<>(keepsOthers ? before : Map.of());
        labels.keySet().removeAll(removed);
        labels.putAll(set);
        return Labels.require(labels);
    }
}
