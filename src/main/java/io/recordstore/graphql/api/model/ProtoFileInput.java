package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/** A .proto file. */
@Input("ProtoFileInput")
@Description("A .proto file. google/protobuf/*.proto and recordstore/v1/options.proto need not be sent.")
public record ProtoFileInput(
        @NonNull @Description("The path by which others import it: geo/v1/city.proto.") String path,
        @NonNull @Description("What is in it.") String content) {}
