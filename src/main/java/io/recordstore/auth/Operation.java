package io.recordstore.auth;

import java.util.Arrays;

/** What a call does to a RecordSpace, as a right in a token names it. */
public enum Operation {
    /** Gets, queries, counts and explains; lists RecordSpaces and reads schemas. */
    READ("read"),
    /** Puts records. */
    WRITE("write"),
    /** Deletes records. */
    DELETE("delete"),
    /** Applies schemas. */
    SCHEMA("schema"),
    /** Creates, changes and deletes RecordSpaces; revokes tokens. */
    ADMIN("admin"),
    /** Follows changes. */
    WATCH("watch"),
    /** Sets limits: what whoever runs the service does, and no token has that was made for a tenant's own use. */
    OPERATE("operate");

    private final String right;

    Operation(String right) {
        this.right = right;
    }

    /** The operation's name inside a token: {@code right("prod/*", "read")}. */
    public String right() {
        return right;
    }

    /** All that a tenant does with what is its own: every one but {@link #OPERATE}. */
    public static Operation[] ofTenants() {
        return Arrays.stream(values()).filter(operation -> operation != OPERATE).toArray(Operation[]::new);
    }

    /** Whether each call is written to the audit log also when it is allowed. */
    boolean isAdministrative() {
        return this == ADMIN || this == SCHEMA || this == OPERATE;
    }
}
