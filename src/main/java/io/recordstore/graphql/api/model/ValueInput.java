package io.recordstore.graphql.api.model;

import jakarta.json.bind.annotation.JsonbProperty;
import java.math.BigInteger;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/** A value. */
@Input("ValueInput")
@Description("A value that a field is compared with: exactly one of its fields.")
public record ValueInput(
        @Description("Of a string field, or the name of an enum's value.") String string,
        @JsonbProperty("int")
                @Description("Of any integer field. Digits in a string where a client's numbers would lose some.")
                BigInteger integer,
        @JsonbProperty("float") @Description("Of a float or double field.") Double floating,
        @JsonbProperty("boolean") @Description("Of a bool field.") Boolean bool,
        @Description("Of a bytes field, in base64.") String bytes,
        @Description("Of a google.protobuf.Timestamp: 2026-11-23T10:15:30.5Z.") String timestamp,
        @Description("Of a google.protobuf.Duration: 1.5s.") String duration) {}
