package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.SubmissionService;
import cc.dmart.api.service.Upload;
import java.util.Optional;

/** Takes everything and says who sent it and how large it may have been. */
final class FakeSubmissions implements SubmissionService {
    @Override
    public WireRecord submit(Caller caller, Form form, JsonObject body) {
        return WireRecord.of(form.type(), "drawn", form.subpath().wire(), body);
    }

    @Override
    public WireRecord attach(Caller caller, SpaceName space, WireRecord record, Optional<Upload> file) {
        return record.withAttributes(JsonObject.builder()
                .put("by", caller.user())
                .put("most", file.map(Upload::maxBytes).orElse(-1L))
                .build());
    }
}
