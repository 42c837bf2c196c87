package cc.dmart.rest.internal.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathTest {
    @ParameterizedTest
    @CsvSource({
        "/public/attach/shop,true",
        "/attach/shop,true",
        "/managed/resource_with_payload,true",
        "/public/resource_with_payload,true",
        "/managed/request,false",
        "/public/submit/shop/attach,false"
    })
    void s1_12_uploadsHaveNoTimeLimit(String path, boolean mayTakeLong) {
        assertThat(RequestPath.parse(path).mayTakeLong()).isEqualTo(mayTakeLong);
    }
}
