package io.recordstore.auth;

import biscuit.format.schema.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Reads an expression in its postfix form without evaluating it: it must leave exactly one value, and may not compare
 * booleans with {@code !=}, which biscuit-java 4.0.1 answers the wrong way round ({@code true != true} is true there).
 */
final class ExpressionShape {
    private static final Set<Schema.OpBinary.Kind> NEVER_BOOLEAN = Set.of(
            Schema.OpBinary.Kind.Add,
            Schema.OpBinary.Kind.Sub,
            Schema.OpBinary.Kind.Mul,
            Schema.OpBinary.Kind.Div,
            Schema.OpBinary.Kind.Intersection,
            Schema.OpBinary.Kind.Union,
            Schema.OpBinary.Kind.BitwiseAnd,
            Schema.OpBinary.Kind.BitwiseOr,
            Schema.OpBinary.Kind.BitwiseXor);

    /** For each value on the stack, whether it can be a boolean. */
    private final Deque<Boolean> mayBeBoolean = new ArrayDeque<>();

    private int regexes;

    private ExpressionShape() {}

    /** The number of regular expressions in it. */
    static int check(Schema.ExpressionV2 expression) {
        ExpressionShape shape = new ExpressionShape();
        expression.getOpsList().forEach(shape::read);
        if (shape.mayBeBoolean.size() != 1) {
            throw MalformedToken.because("an expression does not leave one value");
        }
        return shape.regexes;
    }

    private void read(Schema.Op op) {
        TokenShape.refuseUnknownFields(op);
        switch (op.getContentCase()) {
            case VALUE ->
                mayBeBoolean.push(op.getValue().hasBool() || op.getValue().hasVariable());
            case UNARY -> readUnary(op.getUnary());
            case BINARY -> readBinary(op.getBinary());
            default -> throw MalformedToken.because("an expression has an operation without a kind");
        }
    }

    private void readUnary(Schema.OpUnary op) {
        TokenShape.refuseUnknownFields(op);
        boolean operand = pop();
        mayBeBoolean.push(
                switch (op.getKind()) {
                    case Parens -> operand;
                    case Negate -> true;
                    case Length -> false;
                });
    }

    private void readBinary(Schema.OpBinary op) {
        TokenShape.refuseUnknownFields(op);
        boolean right = pop();
        boolean left = pop();
        if (op.getKind() == Schema.OpBinary.Kind.NotEqual && right && left) {
            throw MalformedToken.unsupported("it compares what may be booleans with !=; compare with a value of another"
                    + " type, or write !(a == b)");
        }
        if (op.getKind() == Schema.OpBinary.Kind.Regex) {
            regexes++;
        }
        mayBeBoolean.push(!NEVER_BOOLEAN.contains(op.getKind()));
    }

    private boolean pop() {
        if (mayBeBoolean.isEmpty()) {
            throw MalformedToken.because("an expression lacks a value");
        }
        return mayBeBoolean.pop();
    }
}
