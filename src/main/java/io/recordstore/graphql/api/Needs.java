package io.recordstore.graphql.api;

import io.smallrye.graphql.api.Directive;
import io.smallrye.graphql.api.DirectiveLocation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.eclipse.microprofile.graphql.Description;

/**
 * The right that a token must have for a field of the query or the mutation type: the name of an {@link
 * io.recordstore.auth.Operation}, or {@value #ANY_TOKEN}. Part of the public schema, and what {@link ArgumentAuthority} goes by.
 */
@Documented
@Directive(on = DirectiveLocation.FIELD_DEFINITION)
@Description("The right that the token must have on what the arguments name; of any good token where it is \"token\".")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Needs {
    /** Of a field that tells callers of their own token. */
    String ANY_TOKEN = "token";

    /** The right's name. */
    String right();
}
