package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import org.osgi.annotation.versioning.ProviderType;

/** Facts about the running server ({@code http-api.md} 6). Provided by {@code core}. Thread-safe. */
@ProviderType
public interface SystemService {
    /** Attributes of {@code /info/manifest}; details for the account {@code dmart} only. */
    JsonObject manifest(Caller caller);

    /** Attributes of {@code /info/settings}, without secrets; for the account {@code dmart} only. */
    JsonObject settings(Caller caller);
}
