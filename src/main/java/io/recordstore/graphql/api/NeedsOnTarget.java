package io.recordstore.graphql.api;

import io.smallrye.graphql.api.Directive;
import io.smallrye.graphql.api.DirectiveLocation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.eclipse.microprofile.graphql.Description;

/** The right that a token must have, besides that of {@link Needs}, on the RecordSpace that a field makes: its argument {@code target}. */
@Documented
@Directive(on = DirectiveLocation.FIELD_DEFINITION)
@Description("The right that the token must have on the RecordSpace that target names.")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface NeedsOnTarget {
    /** The right's name. */
    String right();
}
