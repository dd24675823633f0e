package io.recordstore.fault;

import java.util.Map;

/** A unique index has the record's values for another record already. The values are in the details alone. */
public final class NotUnique extends Fault {
    private static final long serialVersionUID = 1L;

    /**
     * @param index the name of the index
     * @param values the values that two records would have, as a JSON array
     * @param otherPrimaryKey the primary key of the record that has them, as a JSON array; empty when it is not known
     */
    public NotUnique(String index, String values, String otherPrimaryKey) {
        super(
                FaultCode.ALREADY_EXISTS,
                "NOT_UNIQUE",
                "the unique index '" + index + "' has the record's values for another record already",
                Map.of("index", index, "values", values, "otherPrimaryKey", otherPrimaryKey));
    }
}
