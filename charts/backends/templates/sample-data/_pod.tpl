{{/* The pod template of the upload. */}}
{{- define "backends.sampleData.pod" -}}
metadata:
  labels:
    {{- include "backends.component.selector" (dict "context" . "component" "sample-data") | nindent 4 }}
spec:
  {{- include "backends.pod.common" (dict "context" . "user" 10001) | nindent 2 }}
  restartPolicy: OnFailure
  containers:
    - name: sample-data
      image: {{ include "backends.image.name" (dict "context" . "image" .Values.sampleData.image) }}
      imagePullPolicy: {{ .Values.images.pullPolicy }}
      command: [movielytics, sample-data]
      args: [{{ .Values.sampleData.uri | quote }}, --scale, {{ .Values.sampleData.scale | quote }}, --seed, {{ .Values.sampleData.seed | quote }}]
      envFrom:
        - secretRef:
            name: {{ include "backends.fullname" . }}-s3
      env:
        - name: MOVIELYTICS_S3_ENDPOINT_URL
          value: http://{{ include "backends.fullname" . }}-s3.{{ .Release.Namespace }}.svc:7070
        - name: AWS_DEFAULT_REGION
          value: {{ .Values.s3.region | quote }}
      resources:
        {{- toYaml .Values.sampleData.resources | nindent 8 }}
      securityContext:
        {{- include "backends.container.security" . | nindent 8 }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
  volumes:
    - name: tmp
      emptyDir: {}
{{- end }}
