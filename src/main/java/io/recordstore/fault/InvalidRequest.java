package io.recordstore.fault;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The request breaks the rules of the API, whatever is stored. */
public final class InvalidRequest extends Fault {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /**
     * One broken rule.
     *
     * @param field the path of the request's field, such as {@code filter.and.filters[1].field.path}
     * @param description what is wrong with it and what would be right
     */
    public record Violation(String field, String description) {}

    public InvalidRequest(List<Violation> violations) {
        super(FaultCode.INVALID_ARGUMENT, "INVALID_REQUEST", sentence(violations), Map.of());
        this.violations = List.copyOf(violations);
    }

    public InvalidRequest(String field, String description) {
        this(List.of(new Violation(field, description)));
    }

    /** Every broken rule, in the order of the request's fields; never empty. */
    public List<Violation> violations() {
        return violations;
    }

    /**
     * The same, of a message that is part of a request.
     *
     * @param position what the names of its fields have before them, such as {@code writes[3].put.}
     */
    public InvalidRequest within(String position) {
        return new InvalidRequest(violations.stream()
                .map(violation -> new Violation(position + violation.field(), violation.description()))
                .toList());
    }

    private static String sentence(List<Violation> violations) {
        return violations.stream()
                .map(violation -> violation.field() + ": " + violation.description())
                .collect(Collectors.joining("; "));
    }
}
