{{/* What every pod's spec has in common; argument: root, component, account, token (bool), values. */}}
{{- define "movielytics.pod.common" -}}
serviceAccountName: {{ include "movielytics.fullname" .root }}-{{ .account | default .component }}
automountServiceAccountToken: {{ .token | default false }}
enableServiceLinks: false
{{- with .root.Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
terminationGracePeriodSeconds: {{ .values.terminationGracePeriodSeconds }}
securityContext:
  runAsNonRoot: true
  runAsUser: 50000
  runAsGroup: 0
  fsGroup: 0
  seccompProfile: {type: RuntimeDefault}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- range . }}
  {{- $selector := dict "labelSelector" (dict "matchLabels" (include "movielytics.selector.labels" $ | fromYaml)) }}
  - {{ toYaml (merge (dict) . $selector) | indent 4 | trim }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Labels of a component's pods; argument: root, component, values. */}}
{{- define "movielytics.pod.labels" -}}
{{- $own := include "movielytics.selector.labels" . | fromYaml -}}
{{- toYaml (merge $own .values.podLabels .root.Values.commonLabels) -}}
{{- end }}

{{/* Security context of every container: the restricted Pod Security Standard, and a read-only root file system. */}}
{{- define "movielytics.container.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Volume with live code, in development; argument: root. */}}
{{- define "movielytics.source.volume" -}}
{{- with .root.Values.development.source }}
- name: source
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Mounts of the live code over that of the image; argument: root. */}}
{{- define "movielytics.source.mounts" -}}
{{- if .root.Values.development.source }}
{{- range list "jobs" "dags" "sql" "expectations" "k8s" }}
- {name: source, mountPath: /opt/movielytics/{{ . }}, subPath: {{ . }}, readOnly: true}
{{- end }}
{{- end }}
{{- end }}
