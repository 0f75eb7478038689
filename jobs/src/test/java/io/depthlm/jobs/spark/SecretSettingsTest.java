package io.depthlm.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fs.s3a.access.key",
        "fs.s3a.secret.key",
        "fs.s3a.session.token",
        "fs.s3a.bucket.lake.secret.key",
        "fs.s3a.encryption.key",
        "fs.s3a.server-side-encryption.key",
        "fs.s3a.proxy.password",
        "fs.s3n.awsAccessKeyId",
        "fs.s3.awsSecretAccessKey",
        "fs.azure.account.key.lake.dfs.core.windows.net",
        "fs.azure.account.oauth2.client.secret",
        "fs.azure.account.oauth2.client.secret.lake.dfs.core.windows.net",
        "fs.azure.account.oauth2.user.password",
        "fs.azure.account.oauth2.refresh.token",
        "fs.azure.sas.container.account.blob.core.windows.net",
        "fs.azure.sas.fixed.token.lake.dfs.core.windows.net",
        "fs.azure.encryption.encoded.client-provided-key",
        "fs.adl.oauth2.credential",
        "dfs.adls.oauth2.credential",
        "fs.gs.auth.service.account.private.key",
        "fs.gs.auth.client.secret",
        "google.cloud.auth.service.account.private.key",
        "fs.oss.accessKeySecret",
        "fs.cosn.userinfo.secretKey",
        "fs.swift.service.x.apikey",
        "fs.cos.s.iam.api.key",
        "fs.b2.applicationKey",
        "fs.oci.client.auth.pemfilecontent",
        "fs.azure.storage.connection.string",
      })
  void aCredentialIsRefusedAndItsValueNotAskedFor(String key) {
    assertTrue(SecretSettings.isSecret("spark.hadoop." + key), key);
    String message =
        assertThrows(UserError.class, () -> ObjectStorage.checkNoSecret(key)).getMessage();
    assertTrue(message.startsWith("the setting " + key + " would put a credential"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.executorEnv.AWS_SECRET_ACCESS_KEY",
        "spark.yarn.appMasterEnv.OPENAI_API_KEY",
        "spark.kubernetes.driverEnv.HF_TOKEN",
      })
  void aCredentialForTheEnvironmentOfOtherProcessesIsRefused(String key) {
    assertTrue(SecretSettings.isSecret(key), key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.executorEnv.DEPTHLM_CHECKPOINT_CACHE",
        "spark.hadoop.fs.s3a.aws.credentials.provider",
        "spark.hadoop.fs.s3a.assumed.role.credentials.provider",
        "spark.hadoop.fs.s3a.aws.credentials.provider.mapping",
        "spark.hadoop.hadoop.security.credential.provider.path",
        "spark.hadoop.fs.s3a.delegation.tokens.enabled",
        "spark.hadoop.fs.s3a.encryption.algorithm",
        "spark.hadoop.fs.azure.account.auth.type",
        "spark.hadoop.fs.azure.account.keyprovider.lake.dfs.core.windows.net",
        "spark.hadoop.fs.azure.account.oauth.provider.type",
        "spark.hadoop.fs.azure.account.oauth2.client.id",
        "spark.hadoop.fs.azure.account.oauth2.token.file",
        "spark.hadoop.fs.azure.account.oauth2.client.endpoint",
        "spark.hadoop.fs.azure.sas.token.provider.type",
        "spark.hadoop.fs.gs.auth.service.account.json.keyfile",
        "spark.hadoop.fs.gs.auth.service.account.private.key.id",
        "spark.hadoop.fs.gs.auth.access.token.provider.impl",
        "spark.hadoop.depthlm.checkpoint.cache",
        "spark.kubernetes.driver.secrets.certificates",
        "spark.authenticate",
        "spark.master",
      })
  void aSettingThatSaysWhereACredentialIsFoundIsTaken(String key) {
    assertFalse(SecretSettings.isSecret(key), key);
  }
}
