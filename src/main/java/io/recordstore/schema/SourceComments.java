package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import java.util.ArrayList;
import java.util.List;

/** The comments of a file, as its descriptor carries them. */
final class SourceComments {
    private final SourceCodeInfo.Builder info = SourceCodeInfo.newBuilder();

    /** @param place the path of what the comment is on, in the file's descriptor */
    void add(List<Integer> place, String comment) {
        if (!comment.isBlank()) {
            info.addLocation(SourceCodeInfo.Location.newBuilder()
                    .addAllPath(place)
                    .addAllSpan(List.of(0, 0, 0))
                    .setLeadingComments(comment));
        }
    }

    /** The path of an element of a repeated field of what is at a place. */
    static List<Integer> inside(List<Integer> place, int fieldNumber, int position) {
        List<Integer> inside = new ArrayList<>(place);
        inside.add(fieldNumber);
        inside.add(position);
        return inside;
    }

    SourceCodeInfo toSourceCodeInfo() {
        return info.build();
    }
}
