package io.recordstore;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import java.util.List;

/** All that the program reads of its configuration. */
public final class ConfigurationMappings {
    /** The interfaces that name the properties, as {@link ConfigMapping} marks them. */
    public static final List<Class<?>> ALL = new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
            .importPackages("io.recordstore").stream()
                    .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                    .<Class<?>>map(JavaClass::reflect)
                    .toList();

    private ConfigurationMappings() {}
}
